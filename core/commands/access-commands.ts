import type { Command } from 'commander'
import type { TokenSent } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { type AuditOptions, audit, createToken, invite, revokeToken, tokens } from './access.ts'
import { type Complete, type Given, reaching } from './reaching.ts'
import { getSettings, setSetting } from './settings.ts'
import { wholeNumber } from './whole-number.ts'

type TokenGiven = Given & { readonly role: string; readonly overlay?: string; readonly hours?: number }

/** Adds who may come in, what was done, and the settings. */
export function addAccessCommands(program: Command, all: Complete): void {
  const keys = program.command('tokens').description('who may come in: list, create, revoke')
  reaching(keys.command('list', { isDefault: true }).description('all that may come in')).action((given: Given) => tokens(all(given)))
  reaching(keys.command('create <name>').description('make a key, which is told only now'))
    .option('--role <role>', 'admin, moderator, game or overlay', 'moderator')
    .option('--overlay <page>', 'only this page, for the role overlay: alerts/alerts')
    .option('--hours <number>', 'how long it is good for, in hours; for good when left out', wholeNumber)
    .action((name: string, given: TokenGiven) => createToken(tokenOf(name, given), all(given)))
  reaching(keys.command('revoke <id>').description('let whoever has it come in no more')).action((id: string, given: Given) =>
    revokeToken(id, all(given)),
  )

  reaching(program.command('invite <name>').description('make a link for a moderator; it works once, within a day'))
    .option('--hours <number>', 'how long who opens it may stay, in hours; 24 when left out', wholeNumber)
    .action((name: string, given: Given & { hours?: number }) => invite(name, all(given)))

  reaching(program.command('audit').description('what was done by whom, newest first'))
    .option('--what <text>', 'only this: token.created, plugin.')
    .option('--who <text>', 'only by this one')
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .option('--cursor <text>', 'the next page, as the page before says')
    .action((given: Given & Omit<AuditOptions, 'dataDir'>) => audit(all(given)))

  const settings = program.command('settings').description('what the operator chose: get, set')
  reaching(settings.command('get [path]', { isDefault: true }).description('all, or one: tiktok.username')).action(
    (path: string | undefined, given: Given) => getSettings(path, all(given)),
  )
  reaching(settings.command('set <path> <value>').description('set one; the value is JSON or plain text, null takes it away'))
    .option('--dry-run', 'only say whether it can be')
    .action((path: string, value: string, given: Given & { dryRun?: boolean }) => setSetting(path, value, all(given)))
}

const ROLES = ['admin', 'moderator', 'game', 'overlay'] as const

function tokenOf(name: string, { role: said, overlay, hours }: TokenGiven): TokenSent {
  const role = ROLES.find((each) => each === said)
  if (!role) throw new HostError('USAGE', `There is no role "${said}"; there are ${ROLES.join(', ')}`)
  return { name, role, ...(overlay !== undefined && { overlay }), ...(hours !== undefined && { expiresInHours: hours }) }
}
