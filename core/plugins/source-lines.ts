import { SourceMap } from 'node:module'
import { labelOf } from './label.ts'

/** A place in a file of the plugin: the file from its folder, line and column from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** A place in a plugin's code as people read it, for example plugins/dummy/plugin.ts:3:9. */
export type SourceLines = {
  /** The same text, with every place in the bundle put as the author's file, line and column. */
  translate(text: string): string
  /** The first such place in a text. */
  placeIn(text: string): string | undefined
}

/** Reads stack traces of a bundle, which runs under the name of the plugin's main module, with its source map. */
export function createSourceLines({ folder, filename, map }: { folder: string; filename: string; map: string }): SourceLines {
  const find = createFinder(map)
  const places = new RegExp(`${filename.replace(/[^\w/]/g, '\\$&')}:(\\d+):(\\d+)`, 'g')

  function placeOf(line: string, column: string): string {
    const place = find(Number(line), Number(column))
    // Code that the bundler added has no author.
    return place ? `${labelOf(folder, place.file)}:${place.line}:${place.column}` : filename
  }

  return {
    translate: (text) => text.replaceAll(places, (_, line: string, column: string) => placeOf(line, column)),
    placeIn(text) {
      const [first] = text.matchAll(places)
      return first ? placeOf(first[1] ?? '', first[2] ?? '') : undefined
    },
  }
}

/** Answers where a place of the bundle, line and column from 1, comes from. The map is read when it is needed, which is seldom. */
export function createFinder(map: string): (line: number, column: number) => Place | undefined {
  let sources: SourceMap | undefined
  return (line, column) => {
    sources ??= new SourceMap(JSON.parse(map))
    const entry = sources.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry)) return undefined
    return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
}
