import type { Plugin } from 'vite'

/**
 * The page's policy wants a nonce on every style element. Ant Design can be told it, but the library below it
 * also makes some by itself (the scroll lock behind a dialog, the measuring of scroll bars). All of them are
 * made in one place, so the nonce is given there: the one of the page's meta element.
 */
export function styleNonce(): Plugin {
  const home = '/@rc-component/util/es/Dom/dynamicCSS.js'
  const made = "const styleNode = document.createElement('style');"
  return {
    name: 'outflow:style-nonce',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith(home)) return null
      if (code.split(made).length !== 2) this.error(`${home} makes style elements in another way than before`)
      const nonce = `styleNode.nonce = document.querySelector('meta[name="style-nonce"]')?.nonce ?? '';`
      return { code: code.replace(made, `${made} ${nonce}`), map: null }
    },
    buildEnd(failure) {
      if (failure) return
      const seen = [...this.getModuleIds()].some((id) => id.endsWith(home))
      if (!seen) this.error(`${home} is not part of the build: who makes the style elements now?`)
    },
  }
}
