import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { HostError } from '../base/errors.ts'
import { shownSize } from '../packages/check.ts'
import { type InstallParts, install, type Plan, remove, rollBack } from '../packages/install.ts'
import { createRecords } from '../packages/records.ts'
import { contentsOf } from '../packages/source.ts'
import { isThere } from '../packages/swap.ts'
import { inWords } from '../plugins/asks.ts'
import { readBase } from '../plugins/manifest.ts'
import { openRevoked } from '../store/revoked.ts'
import { keepGrant } from './keep-grant.ts'
import type { KitOptions } from './plugin-check.ts'
import { pluginPurge } from './plugin-purge.ts'

export type InstallOptions = KitOptions & {
  readonly dataDir: string
  /** The repository's. */
  readonly root: string
  readonly into: string
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly allowDowngrade?: boolean
  readonly rollback?: boolean
}

/** Installs a plugin from a zip, a folder or a repository, after it was shown what the plugin asks for; or brings back the version before. */
export async function pluginInstall(source: string, options: InstallOptions): Promise<void> {
  const parts = await partsOf(options)
  if (options.rollback) {
    const version = await rollBack(source, parts)
    return tell(options, { id: source, version, installed: true, ...(await stateOf(source, options)) }, 'is back at')
  }
  let plan: Plan | undefined
  const installed = await install(await contentsOf(source, options.hostVersion), parts, {
    source,
    allowDowngrade: options.allowDowngrade ?? false,
    decide(found) {
      plan = found
      return decide(found, options)
    },
  })
  const { id = '', version } = plan?.check ?? {}
  const state = installed ? await stateOf(id, options) : {}
  tell(options, { id, version, installed, plan, ...state }, installed ? 'is installed:' : 'was not installed:')
}

/** Whether it still has to be approved; what was granted to the version before goes on where this one asks for no more. */
async function stateOf(id: string, { into, root, ...options }: InstallOptions) {
  const plugin = await keepGrant(id, { ...options, roots: [...new Set([join(root, 'plugins'), into])] })
  return { waits: plugin?.ask !== undefined }
}

/** Takes an installed plugin away; with `purge`, what is kept of it as well, also when its folder is gone already. */
export async function pluginRemove(id: string, options: InstallOptions & { readonly purge?: boolean }): Promise<void> {
  const { purge, dryRun, json } = options
  if (purge) return pluginPurge(id, options, () => removeIfThere(id, options))
  if (dryRun) throw new HostError('USAGE', '--dry-run goes with --purge, and shows what is kept of the plugin')
  await remove(id, await partsOf(options))
  if (json) console.log(JSON.stringify({ id, removed: true }))
  else console.log(`${id} is removed. ${LEFT}\nTo take those away too: showrunner plugin remove ${id} --purge`)
}

async function removeIfThere(id: string, options: InstallOptions): Promise<void> {
  if (await isThere(join(options.into, id))) await remove(id, await partsOf(options))
}

/** A plugin that was disabled before has no lane any more. */
const LEFT =
  'Its settings with their keys, and its own storage, stay in the data folder for a plugin of this name, and so do events from now on, unless it was disabled first.'

async function partsOf({ base, hostVersion, into, dataDir }: InstallOptions): Promise<InstallParts> {
  const revoked = (await openRevoked(join(dataDir, 'revoked.json'))).current()
  return { hostVersion, base: await readBase(base), into, records: createRecords(dataDir), now: () => new Date(), revoked }
}

async function decide(plan: Plan, { yes, dryRun, json }: InstallOptions): Promise<boolean> {
  if (!json) console.log(shown(plan))
  if (dryRun) return false
  if (yes) return true
  if (!process.stdin.isTTY || json) throw new HostError('USAGE', 'Nobody is there to be asked; --yes installs it, --dry-run only shows it')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Install it? [y/N] ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

function shown({ check, files, bytes, from, asksNew }: Plan): string {
  const asks = inWords(asksNew)
  const more = from === undefined ? 'It asks to' : `It asks for more than ${from}: to`
  return [
    `${oneLine(check.name ?? check.id)} (${check.id}) ${check.version}${from === undefined ? '' : `, in place of ${from}`}: ${files} files, ${shownSize(bytes)}`,
    ...(asks.length > 0
      ? asks.map((phrase) => `${more} ${oneLine(phrase)}`)
      : [from === undefined ? 'It asks for nothing outside of itself' : 'It asks for nothing more']),
    ...check.warnings.map((warning) => `warning: ${oneLine(warning)}`),
  ].join('\n')
}

function tell(
  { json }: InstallOptions,
  facts: {
    readonly id: string
    readonly version?: string | undefined
    readonly installed: boolean
    readonly plan?: Plan | undefined
    /** For its operator to approve it. */
    readonly waits?: boolean
  },
  verb: string,
) {
  if (json) return console.log(JSON.stringify(facts, undefined, 2))
  console.log(`${facts.id} ${verb} ${facts.version}`)
  if (facts.waits) console.log(`It waits until you approve it: showrunner plugins approve ${facts.id}`)
}

/** A stranger's text, fit for a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+|\p{Cf}+/gu, ' ')
}
