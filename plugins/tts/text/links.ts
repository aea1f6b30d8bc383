/** With a scheme or www, or a name that ends like one of the web's. */
const LINK =
  /(?:\b[a-z][a-z0-9+.-]{1,11}:\/\/|www\.)\S+|\b(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,5}(?:com|net|org|es|mx|ar|co|io|gg|tv|me|ly|app|dev|live|link|shop|store|online|site|xyz|info|ru|cn|tk|to|be)(?=$|[\s/?#:,.;!)])(?:[/?#:]\S*)?/giu

/** The text with a word in place of each address of the web. */
export function withoutLinks(text: string, word: string): string {
  return text.replace(LINK, ` ${word} `)
}
