import type { Permissions } from '../../../../schemas/types.ts'
import type { PluginWords } from './words.ts'

/** A power as people say it, and what it is over. */
export type Power = { readonly key: string; readonly text: string }

/** What permissions mean, one phrase each: `reach api.example.com over the network`. */
export function powersOf({ wasm, ...lists }: Permissions, words: PluginWords): readonly Power[] {
  const phrases = Object.entries(lists).flatMap(([power, values]) =>
    (values ?? []).map((what) => ({
      key: `${power} ${what}`,
      // The names of the lists are those of Permissions.
      text: words.powers[power as keyof typeof lists](what === '*' || what === '' ? words.anything : what),
    })),
  )
  return wasm ? [...phrases, { key: 'wasm', text: words.powers.wasm }] : phrases
}
