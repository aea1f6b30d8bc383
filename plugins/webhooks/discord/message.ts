import type { Line } from './line.ts'

export type Told = Line & { readonly at: string }

/** Of https://discord.com/developers/docs/resources/message#embed-object-embed-limits; a title counts with the rest, which is 6000 in all. */
const MOST = { title: 256, description: 4096 }
/** Longer messages hide what is above them. */
export const MOST_LINES = 25

/** How many of these, from the first on, are no longer than one message; at least one. */
export function fitting(lines: readonly Pick<Line, 'text'>[]): number {
  let length = 0
  const tooMany = lines.findIndex(({ text }) => {
    length += text.length + 1
    return length > MOST.description
  })
  return tooMany < 0 ? lines.length : Math.max(1, tooMany)
}

/** The body of Execute Webhook: one frame, with a line for each. Nobody is ever mentioned. */
export function messageOf(lines: readonly [Told, ...Told[]]) {
  const last = lines.at(-1) ?? lines[0]
  const isOne = lines.length === 1
  return {
    embeds: [
      {
        ...(isOne && { title: cut(last.title, MOST.title) }),
        description: cut(lines.map(({ text }) => text).join('\n'), MOST.description),
        color: last.colour,
        timestamp: last.at,
      },
    ],
    allowed_mentions: { parse: [] },
  }
}

/** Never within a pair of surrogates or behind a lone backslash. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return text
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')
}
