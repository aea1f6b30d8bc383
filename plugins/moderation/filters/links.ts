const TOPS = 'com|net|org|io|gg|tv|mx|cl|uk|eu|info|biz|xyz|app|dev|shop|store|online|site|link|live|club|ru|cn|cc|gl|bio'
/** Words as well, for who forgets the space behind a full stop: a link only with something behind it. */
const WORDS = 'me|ly|co|es|ar|pe|us|to|be|it|fm|sh'

const SCHEME = /\b(?:https?:\/\/|www\.)\S/iu
const DOMAIN = new RegExp(`(?:^|[^\\p{L}\\p{N}@.])(?:[a-z0-9][a-z0-9-]*\\.)+(?:${TOPS})(?=$|[^\\p{L}\\p{N}-])`, 'iu')
const PATH = new RegExp(`[a-z0-9-]\\.(?:${WORDS})/\\S`, 'iu')
const SPELLED = new RegExp(`[\\p{L}\\p{N}] *(?:[([{] *)?(?:\\bpunto\\b|\\bdot\\b)(?: *[)\\]}])? *(?:${TOPS})(?=$|[^\\p{L}\\p{N}])`, 'iu')

/** An address, also "ejemplo punto com" and "example (dot) com". */
export function hasLink(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return [SCHEME, DOMAIN, PATH, SPELLED].some((link) => link.test(plain))
}
