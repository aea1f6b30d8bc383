import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'

/** The scripts of a realm, in the order they run; core/sandbox/runner-code.ts makes them. */
const FILES = { prelude: 'prelude.js', ses: 'ses.js', lockdown: 'lockdown.js', guest: 'guest.js' } as const

export type Scripts = { readonly [K in keyof typeof FILES]: Script }

/** Reads them from a folder. With what V8 kept of compiling them, where the build has that, a worker starts twice as fast. */
export function loadScripts(folder: URL): Scripts {
  return mapped(
    (file) => new Script(readFileSync(new URL(file, folder), 'utf8'), { filename: `showrunner:${file}`, ...cacheOf(file, folder) }),
  )
}

/** What V8 made of scripts that have run, by the names that `loadScripts` looks for. */
export function cachesOf(scripts: Scripts): readonly (readonly [file: string, data: Buffer])[] {
  return Object.entries(FILES).map(([name, file]) => [`${file}.cache`, scripts[name as keyof Scripts].createCachedData()])
}

function mapped(load: (file: string) => Script): Scripts {
  // One for each name, below.
  return Object.fromEntries(Object.entries(FILES).map(([name, file]) => [name, load(file)])) as unknown as Scripts
}

function cacheOf(file: string, folder: URL) {
  try {
    return { cachedData: readFileSync(new URL(`${file}.cache`, folder)) }
  } catch {
    // None was made for this engine; it is compiled from the text.
    return {}
  }
}
