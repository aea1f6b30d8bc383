import { SourceMap } from 'node:module'
import { labelOf } from './label.ts'

/** A place in a plugin's code as people read it, for example plugins/dummy/plugin.ts:3:9. */
export type SourceLines = {
  /** The same text, with every place in the bundle put as the author's file, line and column. */
  translate(text: string): string
  /** The first such place in a text. */
  placeIn(text: string): string | undefined
}

/** Reads stack traces of a bundle, which runs under the name of the plugin's main module, with its source map. */
export function createSourceLines({ folder, filename, map }: { folder: string; filename: string; map: string }): SourceLines {
  const sources = new SourceMap(JSON.parse(map))

  function placeOf(line: number, column: number): string {
    const entry = sources.findEntry(line - 1, column - 1)
    // Code that the bundler added has no author.
    if (!('originalSource' in entry)) return filename
    return `${labelOf(folder, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  }

  const places = new RegExp(`${filename.replace(/[^\w/]/g, '\\$&')}:(\\d+):(\\d+)`, 'g')
  return {
    translate: (text) => text.replaceAll(places, (_, line: string, column: string) => placeOf(Number(line), Number(column))),
    placeIn(text) {
      const [first] = text.matchAll(places)
      return first ? placeOf(Number(first[1]), Number(first[2])) : undefined
    },
  }
}
