import { type Command, InvalidArgumentError } from 'commander'
import { type ClearOptions, queueClear, queueHealth, queueOptimize, queueStatus } from './queue.ts'
import { type Complete, type Given, reaching } from './reaching.ts'

/** Adds `queue`; its `work`, which runs a host, is added with `start`. */
export function addQueueCommands(program: Command, all: Complete): Command {
  const queue = program.command('queue').description('what waits for plugins: look at it, run it, clear it')

  reaching(queue.command('status').description('how full the lanes are, and what was done')).action((given: Given) =>
    queueStatus(all(given)),
  )
  reaching(queue.command('health').description('healthy or not, and why; ends with 1 when it is critical')).action((given: Given) =>
    queueHealth(all(given)),
  )
  reaching(queue.command('optimize').description('tidy up what is kept of finished deliveries'))
    .option('--dry-run', 'only say what would be done')
    .action((given: Given & { dryRun?: boolean }) => queueOptimize(all(given)))
  reaching(queue.command('clear').description('clear counters, dead letters, or everything that waits'))
    .option('--completed', 'counters and history of what is done')
    .option('--failed', 'dead letters; older than seven days unless --hours says')
    .option('--all', 'both, and everything that waits; asks for yes')
    .option('--hours <number>', 'only what is older than so many hours', hours)
    .option('--plugin <id>', 'only of this plugin')
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .action((given: Given & Omit<ClearOptions, 'dataDir'>) => queueClear(all(given)))
  return queue
}

function hours(text: string): number {
  if (!/^\d{1,6}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of hours.')
  return Number(text)
}
