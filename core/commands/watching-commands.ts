import type { Command } from 'commander'
import { type EventsOptions, events } from './events.ts'
import { type LogsOptions, logs } from './logs.ts'
import { type Complete, type Given, reaching } from './reaching.ts'
import { stop } from './stop.ts'
import { diagnostics, health, metrics } from './watching.ts'
import { wholeNumber } from './whole-number.ts'

/** Adds what looks at a running host: events, log, health, metrics, diagnostics; and `stop`. */
export function addWatchingCommands(program: Command, all: Complete): void {
  reaching(program.command('events').description('accepted events, newest first'))
    .option('--types <types>', 'only these, with commas between them: gift,chat')
    .option('--session <session>', 'only of this one, by its number or id')
    .option('--user <viewer>', 'only of this viewer: userId, or @handle')
    .option('--q <text>', 'only with this text in them')
    .option('--source <source>', 'only of this source: live, history, simulator, …')
    .option('--since <time>', 'only from then on, for example 2026-11-20T18:00:00Z')
    .option('--until <time>', 'only before then')
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .option('--cursor <text>', 'the next page, as the page before says')
    .option('--follow', 'each as it comes, until Ctrl+C')
    .action((given: Given & Omit<EventsOptions, 'dataDir'>) => events(all(given)))

  reaching(program.command('logs').description("the newest lines of the host's log"))
    .option('--level <levels>', 'only these: ERROR,WARN')
    .option('--plugin <id>', 'only of this plugin')
    .option('--q <text>', 'only with this text in them')
    .option('--limit <number>', 'how many', wholeNumber, 100)
    .option('--follow', 'also what comes, until Ctrl+C')
    .action((given: Given & Omit<LogsOptions, 'dataDir'>) => logs(all(given)))

  reaching(program.command('health').description('how every part is; ends with 1 when one fails')).action((given: Given) =>
    health(all(given)),
  )
  reaching(program.command('metrics').description('counters and gauges, as Prometheus reads them')).action((given: Given) =>
    metrics(all(given)),
  )
  reaching(program.command('diagnostics').description('one zip for whoever helps, without keys, secrets and viewers'))
    .argument('[file]', 'where to write it', 'showrunner-diagnostics.zip')
    .action((file: string, given: Given) => diagnostics(file, all(given)))
  program
    .command('stop')
    .description('end the host in order, and wait until it has')
    .option('--data <folder>', 'data folder of the host (SHOWRUNNER_DATA; data)')
    .option('--json', 'answer as JSON')
    .action((given: Given) => stop(all(given)))
}
