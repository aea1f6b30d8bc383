import { rename, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { checkPlugin, shownSize } from '../packages/check.ts'
import { refusal } from '../packages/contents.ts'
import { packedContents } from '../packages/pack.ts'
import { writeZip } from '../packages/write-zip.ts'
import { checkParts, type KitOptions } from './plugin-check.ts'

/** Packs a plugin into one archive that installs without npm. Rejects with PACKAGE_REFUSED when it does not pass its check. */
export async function pluginPack(folder: string, { out, base, hostVersion, json }: KitOptions & { readonly out?: string }): Promise<void> {
  const from = resolve(folder)
  const check = await checkPlugin(from, await checkParts(from, { base, hostVersion }))
  const [problem] = check.errors
  if (problem !== undefined) throw refusal(problem)
  const contents = await packedContents(from, hostVersion)
  const archive = await writeZip(contents)
  const file = resolve(out ?? `${check.id}-${check.version}.zip`)
  await writeFile(`${file}.new`, archive)
  await rename(`${file}.new`, file)
  const facts = { file, bytes: archive.byteLength, files: [...contents.keys()], warnings: check.warnings }
  if (json) return console.log(JSON.stringify(facts, undefined, 2))
  for (const warning of check.warnings) console.log(`warning   ${warning}`)
  console.log(`wrote ${basename(file)}: ${contents.size} files, ${shownSize(archive.byteLength)}`)
}
