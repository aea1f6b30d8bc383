/** What of a style sheet a browser may not know. */
export type Declared = {
  readonly selectors: readonly string[]
  readonly declarations: readonly string[]
  readonly atRules: readonly string[]
}

const COMMENT = /\/\*[\s\S]*?\*\//g
const AT_RULE = /@([a-z-]+)/g
const BLOCK = /([^{};]+)\{/g
const DECLARATION = /(?<=[{;]\s*)([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g
const FRAME = /^(from|to|[\d.]+%)$/

/** Reads a style sheet that is as flat as those of the overlay pages; values of variables are left out, since every browser keeps those. */
export function declaredIn(css: string): Declared {
  const text = css.replaceAll(COMMENT, ' ')
  const heads = [...text.matchAll(BLOCK)].map(([, head = '']) => head.trim()).filter((head) => !head.startsWith('@'))
  const selectors = heads.flatMap(separate).filter((selector) => !FRAME.test(selector))
  const declarations = [...text.matchAll(DECLARATION)].map(
    ([, property, value = '']) => `${property}: ${value.replace('!important', '').trim()}`,
  )
  return {
    selectors: unique(selectors),
    declarations: unique(declarations),
    atRules: unique([...text.matchAll(AT_RULE)].map(([, name = '']) => name)),
  }
}

/** At the commas that stand in no bracket. */
const separate = (selectors: string) => selectors.split(/,(?![^(]*\))/).map((selector) => selector.trim())
const unique = (list: readonly string[]) => [...new Set(list)]
