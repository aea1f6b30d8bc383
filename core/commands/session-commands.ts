import type { Command } from 'commander'
import { type Complete, type Given, reaching } from './reaching.ts'
import { type ExportOptions, endSession, exportSessions, noteInSession, type StartSessionOptions, startSession } from './session-acts.ts'
import { sessions, showSession } from './sessions.ts'
import { listTips, reverseTip, sendTip, type TipOptions } from './tips.ts'
import { wholeNumber } from './whole-number.ts'

/** Adds `sessions`: the list, one of them, and what people do with them. */
export function addSessionCommands(program: Command, all: Complete): void {
  const acting = (command: Command) => reaching(command).option('--dry-run', 'only say what would be done')

  const group = reaching(program.command('sessions'))
    .description('lives and replays, newest first; with a number, one of them with its totals')
    .enablePositionalOptions()
    .argument('[session]', 'its number or its id')
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .option('--status <status>', 'only active or ended ones')
    .option('--platform <name>', 'only of this platform')
    .action((id: string | undefined, given: Given & { limit: number; status?: string; platform?: string }) =>
      id === undefined ? sessions(all(given)) : showSession(id, all(given)),
    )

  acting(group.command('start').description('start a session by hand; one at a time'))
    .requiredOption('--platform <name>', 'where it is: tiktok, chaturbate, stripchat, other, or any name')
    .option('--title <text>', 'what viewers read')
    .option('--name <text>', 'what to call it here')
    .option('--notes <text>', 'anything to remember')
    .action((given: Given & Omit<StartSessionOptions, 'dataDir'>) => startSession(all(given)))
  acting(group.command('end [session]').description('end one, or the one that goes on'))
    .option('--reason <text>', 'why')
    .action((id: string | undefined, given: Given & { reason?: string }) => endSession(id, all(given)))
  acting(group.command('note <text>').description('note something with the time of now'))
    .option('--session <session>', 'its number or its id; the one that goes on unless said')
    .action((text: string, given: Given & { session?: string }) => noteInSession(text, all(given)))
  acting(group.command('tip <amount>').description('record money that a viewer gave, for example 12.50'))
    .option('--currency <code>', 'ISO 4217, for example EUR; USD unless said')
    .option('--from <name>', 'who gave it')
    .option('--message <text>', 'what was said with it')
    .option('--session <session>', 'its number or its id; the one that goes on unless said')
    .action((given: string, options: Given & Omit<TipOptions, 'dataDir'>) => sendTip(given, all(options)))
  reaching(group.command('tips [session]').description('tips that count, newest first, each with the number by which it is taken back'))
    .option('--limit <number>', 'how many', wholeNumber, 20)
    .action((session: string | undefined, given: Given & { limit: number }) => listTips(session, all(given)))
  acting(
    group.command('reverse-tip <number>').description('take a tip back that was recorded wrongly or repaid: it counts nowhere any more'),
  ).action((tip: string, given: Given) => reverseTip(tip, all(given)))
  reaching(group.command('export [session]').description('a table for spreadsheets; all real sessions unless one is named'))
    .option('--what <table>', 'sessions, tips, gifters or minutes', 'sessions')
    .option('--from <time>', 'sessions that began then or later, for example 2026-11-20T18:00:00Z')
    .option('--to <time>', 'sessions that began before')
    .option('--platform <name>', 'only of this platform')
    .option('--out <file>', 'write it there')
    .action((id: string | undefined, given: Given & Omit<ExportOptions, 'dataDir'>) => exportSessions(id, all(given)))
}
