/** Why a licence may trouble who gives the plugin away; undefined when it will not. */
export function problemOfLicence(licence: string | undefined): string | undefined {
  if (!licence) return 'says no licence'
  const choices = licence.replaceAll(/[()]/g, '').split(/\s+OR\s+/i)
  if (choices.some((choice) => /^(MIT|ISC|0BSD|BSD|Apache|Unlicense|CC0|Zlib|BlueOak|Python|WTFPL|MPL|CC-BY-\d)/i.test(choice.trim()))) {
    return undefined
  }
  if (/\b(A|L)?GPL/i.test(licence)) return `is under ${licence}, which the whole plugin may then have to be`
  return `is under "${licence}", which is not a known free licence`
}
