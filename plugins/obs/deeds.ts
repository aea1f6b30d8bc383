import type { Stage } from './effects/stage.ts'
import type { Deed, Rule } from './rules/rule.ts'

type Parts = {
  readonly stage: Pick<Stage, 'switchTo' | 'show' | 'filter'>
  readonly play: (what: { file: string } | { input: string }) => Promise<unknown>
  readonly write: (input: string, text: string) => Promise<void>
}

/** What rules do. Each rejects with one sentence when OBS could not. */
export type Deeds = Readonly<Record<Deed, (rule: Rule) => Promise<unknown>>>

export function createDeeds({ stage, play, write }: Parts): Deeds {
  return {
    scene: (rule) => stage.switchTo(rule.what, howOf(rule)),
    show: (rule) => stage.show({ source: rule.what, scene: rule.on || undefined, isShown: true }, howOf(rule)),
    hide: (rule) => stage.show({ source: rule.what, scene: rule.on || undefined, isShown: false }, howOf(rule)),
    filterOn: (rule) => stage.filter({ source: rule.on, filter: rule.what, isOn: true }, howOf(rule)),
    filterOff: (rule) => stage.filter({ source: rule.on, filter: rule.what, isOn: false }, howOf(rule)),
    media: ({ what }) => play(/[/\\]/.test(what) ? { file: what } : { input: what }),
    text: ({ what, text }) => write(what, text),
  }
}

function howOf({ priority, forSeconds }: Rule): { readonly priority: number; readonly forMs?: number } {
  return forSeconds > 0 ? { priority, forMs: forSeconds * 1000 } : { priority }
}
