import { dirname, join, resolve } from 'node:path'
import { createColors } from 'picocolors'
import { type Check, type CheckParts, checkPlugin, shownSize } from '../packages/check.ts'
import { inWords } from '../plugins/asks.ts'
import { readBase } from '../plugins/manifest.ts'
import { plain } from './plain.ts'

export type KitOptions = { readonly base: string; readonly hostVersion: string; readonly json?: boolean }

/** Looks at a plugin's folder and tells what would trouble its users. Sets exit code 1 when it is not fit to be given away. */
export async function pluginCheck(folder: string, { base, hostVersion, json }: KitOptions): Promise<void> {
  const check = await checkPlugin(resolve(folder), await checkParts(resolve(folder), { base, hostVersion }))
  const ok = check.errors.length === 0
  process.exitCode = ok ? 0 : 1
  console.log(json ? JSON.stringify({ ok, ...check }, undefined, 2) : told(check))
}

/** What an author's folder is looked at with; the plugins beside it and those of Showrunner are at hand. */
export async function checkParts(folder: string, { base, hostVersion }: KitOptions): Promise<CheckParts> {
  return { hostVersion, base: await readBase(base), roots: [...new Set([dirname(folder), join(dirname(base), 'plugins')])] }
}

function told(check: Check): string {
  const { errors, warnings, bundleBytes, heaviest, packages } = check
  const colors = createColors(Boolean(process.stdout.isTTY))
  const asks = inWords(check.asks)
  const uses = check.uses.map(({ what }) => what)
  const lines = [
    plain(`${check.name ?? check.id} ${check.version ?? ''}`.trim()),
    ...(bundleBytes > 0
      ? [
          `asks to   ${asks.length > 0 ? plain(asks.join(', ')) : 'do nothing outside of itself'}`,
          `uses      ${uses.length > 0 ? uses.join(', ') : 'no power'}`,
          `bundle    ${shownSize(bundleBytes)}`,
          ...heaviest.map(({ path, bytes }) => `          ${shownSize(bytes).padStart(9)}  ${plain(path)}`),
          ...packages.map(({ name, version, licence }) => plain(`package   ${name} ${version} (${licence ?? 'no licence said'})`)),
        ]
      : []),
    ...errors.map((sentence) => colors.red(`error     ${plain(sentence)}`)),
    ...warnings.map((sentence) => colors.yellow(`warning   ${plain(sentence)}`)),
    errors.length === 0 ? colors.green('It is fit to be given away') : colors.red('It is not fit to be given away yet'),
  ]
  return lines.join('\n')
}
