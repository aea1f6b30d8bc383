import { type Command, InvalidArgumentError } from 'commander'
import { type DeliveriesOptions, deliveries, why } from './deliveries.ts'
import { lanes, orderLane, panic, scale } from './lanes.ts'
import { type Complete, type Given, reaching } from './reaching.ts'
import { wholeNumber } from './whole-number.ts'

/** Adds what steers lanes, and says what became of an event. */
export function addSteeringCommands(program: Command, all: Complete): void {
  reaching(program.command('lanes').description('the lanes of plugins: what waits, what is done, how many threads')).action(
    (given: Given) => lanes(all(given)),
  )
  reaching(program.command('pause <plugin>').description('hold a lane: what is for the plugin waits, and none is lost')).action(
    (plugin: string, given: Given) => orderLane('pause', plugin, all(given)),
  )
  reaching(program.command('resume <plugin>').description('let a lane go on')).action((plugin: string, given: Given) =>
    orderLane('resume', plugin, all(given)),
  )
  reaching(program.command('scale <plugin> <threads>').description('give a plugin so many threads, 1 to 32')).action(
    (plugin: string, threads: string, given: Given) => scale(plugin, wholeNumber(threads), all(given)),
  )
  reaching(
    program.command('panic [on|off]').description('hold everything back at once, or let it go on; without a word, say which'),
  ).action((order: string | undefined, given: Given) => panic(onOrOff(order), all(given)))
  reaching(program.command('why <number>').description('what became of an event, lane by lane')).action((number: string, given: Given) =>
    why(wholeNumber(number), all(given)),
  )
  reaching(program.command('deliveries').description('what is on its way to plugins, or came to its end; newest first'))
    .option('--plugin <id>', 'only of this plugin')
    .option('--state <state>', 'pending, processing, completed, failed or discarded')
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .option('--cursor <text>', 'the next page, as the page before says')
    .action((given: Given & Omit<DeliveriesOptions, 'dataDir'>) => deliveries(all(given)))
}

function onOrOff(text: string | undefined): 'on' | 'off' | undefined {
  if (text === undefined || text === 'on' || text === 'off') return text
  throw new InvalidArgumentError('It must be on or off.')
}
