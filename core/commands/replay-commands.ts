import { type Command, InvalidArgumentError } from 'commander'
import { deadLetters, type LetterFilter, showDeadLetter } from './dead-letters.ts'
import { type Complete, type Given, reaching } from './reaching.ts'
import { replay } from './replay.ts'
import { addSessionCommands } from './session-commands.ts'
import { dropLetters, replayLetters, type SettleOptions } from './settle-letters.ts'
import { wholeNumber } from './whole-number.ts'

/** Adds what looks back: `sessions`, `replay` and `dead-letters`. */
export function addReplayCommands(program: Command, all: Complete): void {
  addSessionCommands(program, all)

  reaching(program.command('replay').description('play a session again, for plugins that take replays or are named'))
    .argument('[session]', 'its number or its id')
    .option('--speed <times>', 'so many times as fast as it happened, or max', speed, 1)
    .option('--to <plugin...>', 'these plugins alone, whatever their manifest says; @games for the sockets of games')
    .option('--from <time>', 'only what came from then on, for example 2026-11-20T18:00:00Z')
    .option('--until <time>', 'only what came before then')
    .option('--dry-run', 'only say how many events would go where')
    .option('--list', 'what runs, and what ran since the host started')
    .option('--stop <replay>', 'stop this one')
    .action((id: string | undefined, given: Given & { speed: number | 'max' }) => replay(id, all(given)))

  const letters = reaching(program.command('dead-letters'))
    .description('deliveries that were given up: list them, give them to their plugins again, drop them')
    .enablePositionalOptions()
  const listing = (command: Command) =>
    filtered(command)
      .option('--limit <number>', 'how many', wholeNumber, 100)
      .option('--before <id>', 'only older ones: the next page', wholeNumber)
      .action((given: Given & LetterFilter & { limit: number }) => deadLetters(all(given)))
  listing(letters)
  listing(reaching(letters.command('list').description('the same as without a word')))
  reaching(letters.command('show <id>').description('one, with every attempt')).action((id: string, given: Given) =>
    showDeadLetter(wholeNumber(id), all(given)),
  )
  settling(reaching(letters.command('replay [id...]').description('give them to their plugins once more'))).action(
    (ids: string[], given: Given & SettleOptions) => replayLetters(ids.map(wholeNumber), all(given)),
  )
  settling(reaching(letters.command('drop [id...]').description('remove them for good'))).action(
    (ids: string[], given: Given & SettleOptions) => dropLetters(ids.map(wholeNumber), all(given)),
  )
}

function filtered(command: Command): Command {
  return command
    .option('--plugin <id>', 'only of this plugin')
    .option('--type <type>', 'only events of this type, for example gift')
    .option('--since <time>', 'only given up since then, for example 2026-11-20T18:00:00Z')
}

function settling(command: Command): Command {
  return filtered(command).option('--all', 'all of them').option('--dry-run', 'only say how many')
}

function speed(text: string): number | 'max' {
  if (text === 'max') return text
  const times = Number(text)
  if (!(times > 0 && times <= 1000)) throw new InvalidArgumentError('It must be max, or a number above 0 and up to 1000.')
  return times
}
