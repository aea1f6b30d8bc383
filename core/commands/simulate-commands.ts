import type { Command } from 'commander'
import { type Complete, type Given, reaching } from './reaching.ts'
import { scenario } from './scenario.ts'
import { simulate } from './simulate.ts'
import { countingNumber, wholeNumber } from './whole-number.ts'

type SimulateGiven = Given & {
  readonly dataJson?: string
  readonly times: number
  readonly scenario?: string
  readonly every?: number
  readonly duration?: number
  readonly perSecond?: number
}

/** Adds `simulate`: one event, or a scenario of many. */
export function addSimulateCommands(program: Command, all: Complete): void {
  reaching(
    program
      .command('simulate')
      .description('send an event as if a viewer had caused it, for example: simulate gift giftName=Rose giftCount=5'),
  )
    .argument('[type]', 'chat, gift, follow, like, share, viewerCount, …')
    .argument('[field=value...]', 'what the event says; everything has a default')
    .option('--data-json <json>', 'the fields as one JSON object')
    .option('--times <number>', 'how often', countingNumber, 1)
    .option('--scenario <name>', 'play a whole one instead; list says which there are, stop ends it')
    .option('--every <seconds>', 'of the scenario random: how often something happens', wholeNumber)
    .option('--duration <seconds>', 'how long the scenario goes on', wholeNumber)
    .option('--per-second <number>', 'how many events a second', wholeNumber)
    .action((type: string | undefined, fields: string[], { dataJson, scenario: name, ...given }: SimulateGiven) => {
      const { data: _, ...options } = all(given)
      if (name !== undefined) return scenario(name, options)
      return simulate(type, fields, { ...options, ...(dataJson !== undefined && { data: dataJson }) })
    })
}
