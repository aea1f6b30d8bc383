import { fold, wordsOf } from '../personas/fold.ts'

/** Nothing that an answer needs; a careful list of its own is what the plugin `moderation` is for. */
const NEVER = [
  ...['fuck', 'fucking', 'shit', 'cunt', 'bitch', 'whore', 'slut', 'nigger', 'nigga', 'faggot', 'fag', 'retard', 'rape', 'nazi', 'kys'],
  ...[
    'puta',
    'puto',
    'mierda',
    'maricon',
    'cabron',
    'gilipollas',
    'zorra',
    'joder',
    'polla',
    'verga',
    'pendejo',
    'sudaca',
    'mongolo',
    'violar',
  ],
].map(fold)

/** Enough figures for a telephone or a card. */
const FIGURES = /(?:\d[\s().-]{0,2}){9,}/

/** Whether an answer may be shown, where no moderation runs. `blocked` are the operator's own words and sentences. */
export function passesOwnFilter(text: string, blocked: readonly string[]): boolean {
  const words = wordsOf(text)
  const line = ` ${words.join(' ')} `
  return !words.some((word) => NEVER.includes(word)) && !FIGURES.test(text) && !blocked.some((part) => has(line, part))
}

function has(line: string, part: string): boolean {
  const words = wordsOf(part)
  return words.length > 0 && line.includes(` ${words.join(' ')} `)
}
