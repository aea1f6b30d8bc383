import { plain } from '#sdk/plain'

/** Colours of the game begin with §, so it would colour what follows. */
const bare = (text: string) => plain(text.replaceAll('§', ''))

/** A viewer's text for the inside of a JSON string: it cannot end it, nor change what else the component says. */
export const asComponentText = (text: string) => JSON.stringify(bare(text)).slice(1, -1)

/** A viewer's text for `say`, which puts names of players where @a, @e and the like stand. */
export const asSaid = (text: string) => bare(text.replaceAll('@', ''))
