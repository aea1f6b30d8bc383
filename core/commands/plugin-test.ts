import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { createColors } from 'picocolors'
import type { Permissions } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import type { Outcome } from '../rehearsal/outcome.ts'
import type { Row } from '../rehearsal/rows.ts'
import { type Report, runRehearsal } from '../rehearsal/run.ts'
import { plainLines } from './plain.ts'
import { table } from './table.ts'

export type PluginTestOptions = {
  readonly root: string
  readonly events?: string
  readonly times: number
  readonly deny?: readonly string[]
  readonly settings?: string
  readonly realClock?: boolean
  readonly json?: boolean
}

const DENIABLE = [
  'net',
  'listen',
  'read',
  'write',
  'env',
  'run',
  'actions',
  'emit',
  'wasm',
] as const satisfies readonly (keyof Permissions)[]

/** Where an author's own tests lie. */
const OWN_TESTS = 'plugin.test.ts'

/** Runs a plugin in its sandbox, then the author's own tests. Sets exit code 1 when something failed. */
export async function pluginTest(folder: string, options: PluginTestOptions): Promise<void> {
  const { json = false, times, deny = [], events } = options
  const report = await runRehearsal(resolve(folder), {
    times,
    deny: deny.map(powerOf),
    ...(options.settings !== undefined && { settings: settingsIn(options.settings) }),
    ...(events !== undefined && { events }),
    clock: options.realClock ? 'real' : 'virtual',
  })
  if (!json) console.log(told(report))
  const own = existsSync(join(folder, OWN_TESTS)) ? await runOwnTests(resolve(folder), options) : undefined
  const ok = report.ok && own?.ok !== false
  if (json) console.log(JSON.stringify({ ...report, ok, ...(own && { tests: own }) }, undefined, 2))
  process.exitCode = ok ? 0 : 1
}

function powerOf(name: string): keyof Permissions {
  const power = DENIABLE.find((known) => known === name)
  if (!power) throw new HostError('USAGE', `There is no power "${name}" to deny; there are ${DENIABLE.join(', ')}`)
  return power
}

function settingsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw new HostError('USAGE', 'The settings are not JSON, for example: --settings \'{"minCoins":5}\'', {}, cause)
  }
}

function told({ id, ok, startMs, memoryMb, atStart, events, actions, meanwhile, powers, ...played }: Report): string {
  const colors = createColors(Boolean(process.stdout.isTTY))
  const rows = [...events, ...actions.map((row) => ({ ...row, name: `action ${row.name}` })), ...(meanwhile ? [meanwhile] : [])]
  const failures = rows.flatMap(({ name, error }) => (error === undefined ? [] : [colors.red(`${name} failed: ${plainLines(error)}`)]))
  return [
    `${id} started in ${startMs.toFixed(0)} ms, and its process has ${memoryMb.toFixed(0)} MB`,
    ...(played.clock === 'virtual'
      ? [`played ${durationOf(played.playedMs)} on a virtual clock: waiting takes no time, and what is shown is work`]
      : []),
    ...didLines('start', atStart),
    '',
    table(['', 'handled', 'failed', 'median', 'max', 'published', 'emitted', 'logged', 'calls'], rows.map(cells)),
    '',
    ...rows.flatMap(({ name, first }) => didLines(name, first)),
    ...(powers.length > 0 ? [`powers: ${powers.map(powerTold).join(', ')}`] : []),
    ...failures,
    ...rows.flatMap(({ name, leftOut }) => (leftOut > 0 ? [`${name}: ${leftOut} left out, as "where" of its subscription says`] : [])),
    ...rows.flatMap(({ name, open }) => (open > 0 ? [`${name}: ${open} ended at another plugin's action, and is not judged`] : [])),
    ok ? colors.green(endOf(rows)) : colors.red('Not everything was handled'),
  ].join('\n')
}

/** What was not judged is not said to be good. */
const endOf = (rows: readonly Row[]) => (rows.some(({ open }) => open > 0) ? 'What could be judged was handled' : 'Everything was handled')

function durationOf(ms: number): string {
  const seconds = ms / 1000
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`
}

function cells({ name, handled, failed, medianMs, maxMs, ...counts }: Row): readonly string[] {
  const { published, emitted, logged, called } = counts
  return [
    name,
    String(handled),
    String(failed),
    `${medianMs.toFixed(2)} ms`,
    `${maxMs.toFixed(2)} ms`,
    ...[published, emitted, logged, called].map(String),
  ]
}

/** What the first of a kind did, a line each. */
function didLines(name: string, { published, emitted, logged, called }: Omit<Outcome, 'durationMs'>): readonly string[] {
  return [
    ...published.map(({ topic, data }) => `${name}: published ${topic} ${shortened(data)}`),
    ...emitted.map(
      ({ eventType, payload, problem }) =>
        `${name}: emitted ${eventType} ${shortened(payload)}${problem === undefined ? '' : `, which is no event: ${problem}`}`,
    ),
    ...logged.map(({ level, message, fields }) =>
      `${name}: logged ${level} ${message} ${fields === undefined ? '' : shortened(fields)}`.trim(),
    ),
    ...called.flatMap(({ method, error }) => (error === undefined ? [] : [`${name}: was refused ${method}: ${error}`])),
  ].map((line) => line.replaceAll(/\p{Cc}+/gu, ' '))
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > 120 ? `${text.slice(0, 117).toWellFormed()}…` : text
}

function powerTold({ method, count, refused }: Report['powers'][number]): string {
  return `${method} × ${count}${refused > 0 ? ` (${refused} refused)` : ''}`
}

/** Through Node's own runner; what it says goes to the terminal, or into the answer. */
async function runOwnTests(folder: string, { root, json }: PluginTestOptions) {
  const tsx = join(root, 'node_modules/tsx/dist/loader.mjs')
  const args = ['--import', tsx, '--test', `--test-reporter=${json ? 'tap' : 'spec'}`, join(folder, OWN_TESTS)]
  const outcome = await execa(process.execPath, args, {
    cwd: root,
    // Wherever the folder lies, and whatever package it is: #sdk/test is found.
    env: { NODE_TEST_CONTEXT: undefined, TSX_TSCONFIG_PATH: join(root, 'core/rehearsal/tsconfig.json') },
    reject: false,
    ...(json ? {} : { stdio: 'inherit' }),
  })
  return { ok: outcome.exitCode === 0, ...(json && { output: outcome.stdout }) }
}
