import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

import { wrappedText } from './build/wrappedText.js'

export default ts.config(
  { ignores: ['node_modules', 'src/api/generated.ts'] },
  js.configs.recommended,
  { rules: { 'max-lines-per-function': ['error', 70] } }, // as architecture/length_test.go has it of Go: a longer one is two things
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  { files: ['**/*.tsx'], ...a11y.flatConfigs.strict },
  { files: ['**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
  {
    // Money is never a floating-point number, tokens are never stored: both have one home.
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'parseFloat', message: 'Amounts are read by src/money.' },
        {
          name: 'localStorage',
          message:
            'src/app/preferences.ts keeps preferences, src/form/unsettled.ts what was sent, and nothing else is kept.',
        },
        {
          name: 'sessionStorage',
          message: 'src/session alone needs it, for the way to the provider and back.',
        },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^antd/(es|lib)', message: 'import from antd' }] },
      ],
    },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { ours: { rules: { 'wrapped-text': wrappedText } } },
    rules: { 'ours/wrapped-text': 'error' },
  },
  {
    files: ['build/*.mjs', 'browser/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    // Types find what is not defined there: some of these run in Node, what they pass to a page in the browser.
    files: ['browser/*.mjs'],
    rules: { 'no-undef': 'off' },
  },
)
