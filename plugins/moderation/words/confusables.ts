/** Letters of other scripts, and of other shapes, that are read as Latin ones. Pairs: what is written, what it is read as. */
const PAIRS =
  'аa ӓa вb ԁd еe ёe ҽe ғf һh іi їi јj кk ӏl мm нh оo рp сc ҫc гr ѕs тt уy үy цu ѵv ԝw хx зe бb пn иu ' +
  'αa βb γy δd εe ζz ηn θo ιi κk λa μu νv οo πn ρp σo ςs τt υu φo χx ωw ' +
  'ɑa ƅb ƈc ɗd ɛe ƒf ɡg ɦh ıi ɩi ɪi ʝj ƙk ʟl ɱm ɴn ŋn øo œo ɔo ɵo ƥp ʀr ʂs ʈt ŧt ʊu ʋv ʏy ʐz ƶz æa đd ħh łl ßs þp ' +
  'ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk ᴍm ᴏo ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz օo սu հh աw ոn ցg'

const BASE: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ')
    .map((pair) => [...pair])
    .flatMap(([from, to]) => (from !== undefined && to !== undefined ? [[from, to] as const] : [])),
)

/** Where the letters A to Z of a style begin that no normalisation undoes: squared, in circles of black, flags. */
const STYLES = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6]

/** The Latin letter a character is read as; the character itself when it is not known. */
export function readAsLatin(character: string): string {
  const known = BASE.get(character)
  if (known !== undefined) return known
  const point = character.codePointAt(0) ?? 0
  const start = STYLES.find((from) => point >= from && point < from + 26)
  return start === undefined ? character : String.fromCharCode(97 + point - start)
}
