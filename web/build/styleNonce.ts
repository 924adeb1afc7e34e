import type { Plugin } from 'vite'

/** Everything that makes style elements. */
const homes = ['/@rc-component/util/es/Dom/dynamicCSS.js', '/@ant-design/icons/es/cssUtils.js']
const made = "const styleNode = document.createElement('style');"
const nonce = `styleNode.nonce = document.querySelector('meta[name="style-nonce"]')?.nonce ?? '';`

/** A drawing that has a style element of its own, as a few icons do. */
const styled = /["']?tag["']?: ?["']style["']/

/**
 * The page's policy wants a nonce on every style element. Ant Design can be told it, but the libraries below it
 * also make some by themselves (the scroll lock behind a dialog, the measuring of scroll bars). So the nonce is
 * given where they are made: the one of the page's meta element.
 */
export function styleNonce(): Plugin {
  const styledIcons = new Set<string>()
  return {
    name: 'outflow:style-nonce',
    apply: 'build',
    transform(code, id) {
      if (id.includes('/@ant-design/icons-svg/') && styled.test(code)) styledIcons.add(id)
      if (!homes.some((home) => id.endsWith(home))) return null
      if (code.split(made).length !== 2) this.error(`${id} makes style elements in another way than before`)
      return { code: code.replace(made, `${made} ${nonce}`), map: null }
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const used = Object.keys(chunk.modules).find((id) => styledIcons.has(id))
        if (used) this.error(`${used} draws a style element, which the policy refuses: choose another icon`)
      }
    },
    buildEnd(failure) {
      if (failure) return
      const all = [...this.getModuleIds()]
      const gone = homes.find((home) => !all.some((id) => id.endsWith(home)))
      if (gone) this.error(`${gone} is not part of the build: who makes the style elements now?`)
    },
  }
}
