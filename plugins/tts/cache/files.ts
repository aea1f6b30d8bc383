/** The files of the plugin's own folder, as Deno has them. */
export type Files = Pick<
  typeof Deno,
  'readFile' | 'writeFile' | 'readTextFile' | 'writeTextFile' | 'rename' | 'remove' | 'mkdir' | 'readDir' | 'stat'
>

/** What a file is called while it is written. */
export const TEMPORARY = '.tmp'

let written = 0

/** Writes a file so that it is there whole or not at all. */
export async function writeWhole(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  written += 1
  const temporary = `${path}.${written}${TEMPORARY}`
  try {
    await files.writeFile(temporary, bytes)
    await files.rename(temporary, path)
  } catch (error) {
    await files.remove(temporary).catch(() => undefined)
    throw error
  }
}
