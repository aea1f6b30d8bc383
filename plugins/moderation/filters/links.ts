const TOPS =
  'com|net|org|io|gg|tv|me|ly|co|es|mx|ar|cl|pe|uk|us|eu|info|biz|xyz|app|dev|shop|store|online|site|link|live|club|ru|cn|to|cc|gl|bio|onlyfans'

const SCHEME = /\b(?:https?:\/\/|www\.)\S/iu
const DOMAIN = new RegExp(`(?:^|[^\\p{L}\\p{N}@.])(?:[a-z0-9][a-z0-9-]*\\.)+(?:${TOPS})(?=$|[^\\p{L}\\p{N}-])`, 'iu')
const SPELLED = new RegExp(`[\\p{L}\\p{N}]+ *(?:[([{] *)?(?:\\bpunto\\b|\\bdot\\b)(?: *[)\\]}])? *(?:${TOPS})(?=$|[^\\p{L}\\p{N}])`, 'iu')
const INVITES = /(?:t\.me|wa\.me|discord(?:app)?\.(?:gg|com)|bit\.ly)\s*\/\s*\S/iu

/** An address, also "ejemplo punto com" and "example (dot) com". */
export function hasLink(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return [SCHEME, DOMAIN, SPELLED, INVITES].some((link) => link.test(plain))
}
