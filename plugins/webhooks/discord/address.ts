const FORM = /^https:\/\/((ptb|canary)\.)?discord(app)?\.com\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?(\?\S*)?$/i

/** Whether a text leads to Discord. */
export const isOfDiscord = (text: string) => URL.canParse(text) && /(^|\.)discord(app)?\.com$/.test(new URL(text).hostname)

/**
 * The address of a webhook in a setting of words, each `name=https://…` or an address alone, which is that of all without one of their own. Answers what
 * is wrong where there is none.
 */
export function discordAddress(words: string, name: string): URL | string {
  const all = words.split(/\s+/).filter(Boolean)
  const own = all.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const address = own ?? all.find((word) => word.startsWith('https://'))
  if (address === undefined) return 'has no address; write it in "Discord addresses"'
  if (!FORM.test(address)) return 'has an address that is none of a Discord webhook; copy it in Discord under Edit Channel, Integrations'
  return new URL(address)
}
