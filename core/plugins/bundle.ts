import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { HostError } from '../base/errors.ts'
import { type Compiled, compile } from './bundle/compile.ts'
import { megabytes } from './bundle/imports.ts'
import { makeReady } from './bundle/make-ready.ts'
import { flawed, type Main } from './bundle/problems.ts'
import { labelOf } from './label.ts'

/** One script for the realm that sets `exports.default`, and the source map that leads back to the author's lines; see PluginCode. */
export type Bundle = Compiled & {
  /** Of `code`, in UTF-8. */
  readonly bytes: number
  /** SHA-256 of `code`. */
  readonly hash: string
}

const MAX_BYTES = 5 * 2 ** 20

/**
 * A plugin's module with everything it imports, for a sandbox without a loader.
 * Rejects with PLUGIN_UNBUILDABLE: file:line:column, what is wrong, and the line.
 */
export async function bundle({ folder, main, packages = [] }: Main): Promise<Bundle> {
  const plugin = { folder, main, packages, root: await realpath(folder) }
  let compiled = await compile(plugin, { maxBytes: MAX_BYTES })
  let made = await makeReady(compiled)
  if (made.inTaggedTemplate) {
    // Without templates there are none with tags; it is rare, and they are faster than what stands in for them.
    compiled = await compile(plugin, { maxBytes: MAX_BYTES, supported: { 'template-literal': false } })
    made = await makeReady(compiled)
  }
  const [flaw] = made.flaws
  if (flaw) throw await flawed(plugin, compiled, flaw)
  const { code, map } = made.script
  const bytes = Buffer.byteLength(code)
  if (bytes > MAX_BYTES) throw tooLong(plugin, bytes)
  return { code, map, inputs: compiled.inputs, bytes, hash: createHash('sha256').update(code).digest('hex') }
}

function tooLong({ folder, main }: Main, bytes: number): HostError {
  const file = labelOf(folder, main)
  const sentence = `${file} has ${megabytes(bytes)} with all that it imports; a bundle may have ${megabytes(MAX_BYTES)}`
  return new HostError('PLUGIN_UNBUILDABLE', sentence, { file })
}
