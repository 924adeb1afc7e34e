/**
 * A browser that translates a page puts elements of its own in the place of texts. React loses a text that has
 * neighbours then: it changes it no more, and fails where it takes it away. So such a text has an element to itself.
 */
export const wrappedText = {
  meta: {
    type: 'problem',
    fixable: 'code',
    schema: [],
    messages: {
      bare: 'A text beside others needs an element of its own: a browser’s translation takes it away.',
    },
  },
  create(context) {
    const { esTreeNodeToTSNodeMap, program } = context.sourceCode.parserServices
    const types = program.getTypeChecker()
    const stringOrNumber = 402_653_316 | 296 // TypeFlags.StringLike, NumberLike
    const nothing = 528 | 32_768 | 65_536 // TypeFlags.BooleanLike, Undefined, Null: they show nothing
    const partsOf = (type) => (type.isUnion() ? type.types : [type])
    const partsIn = (child) => partsOf(types.getTypeAtLocation(esTreeNodeToTSNodeMap.get(child.expression)))
    const isBare = (child) => {
      if (child.type === 'JSXText') return true
      if (child.type !== 'JSXExpressionContainer') return false
      const parts = partsIn(child)
      // What may be an element too is somebody else's to wrap.
      return (
        parts.some(({ flags }) => (flags & stringOrNumber) !== 0) &&
        parts.every(({ flags }) => (flags & (stringOrNumber | nothing)) !== 0)
      )
    }
    const isThere = (child) =>
      child.type === 'JSXText'
        ? child.value.trim() !== '' || !child.value.includes('\n')
        : child.type !== 'JSXExpressionContainer' || child.expression.type !== 'JSXEmptyExpression'

    /** A text as JSX has it: without the ends of lines, and what indents them. */
    const spoken = (text) => text.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s*\n\s*/g, ' ')
    const sourceOf = (node) => context.sourceCode.getText(node)
    const piece = (child) => {
      if (child.type === 'JSXText') return spoken(child.value).replaceAll('\u00a0', String.raw`\u00a0`)
      const { expression } = child
      return expression.type === 'Literal' ? String(expression.value) : '${' + sourceOf(expression) + '}'
    }
    const wrapped = (run) => {
      if (run.length > 1) return '<span>{`' + run.map(piece).join('') + '`}</span>'
      const [only] = run
      return `<span>${only.type === 'JSXText' ? spoken(only.value) : sourceOf(only)}</span>`
    }
    const isCertain = (child) =>
      child.type === 'JSXText' || partsIn(child).every(({ flags }) => (flags & stringOrNumber) !== 0)

    const check = ({ children }) => {
      const there = children.filter(isThere)
      if (there.length < 2) return
      let run = []
      const report = () => {
        const found = run
        run = []
        const [first] = found
        if (!first) return
        const last = found[found.length - 1]
        context.report({
          node: first,
          messageId: 'bare',
          fix: (fixer) =>
            found.length === 1 || found.every(isCertain)
              ? fixer.replaceTextRange([first.range[0], last.range[1]], wrapped(found))
              : null,
        })
      }
      for (const child of there) {
        if (isBare(child)) run.push(child)
        else report()
      }
      report()
    }
    return { JSXElement: check, JSXFragment: check }
  },
}
