import { LOOKS } from '../overlay/animations-looks.js'
import type { AnimationType, Look, Preset } from './look.ts'

export const TYPES: readonly AnimationType[] = ['confetti', 'hearts', 'rain', 'custom']

/** How an animation looks; of `custom` the preset of that name, else the first that there is, else stars. */
export function lookOf(type: AnimationType, presets: readonly Preset[], preset?: string): Look {
  if (type !== 'custom') return LOOKS[type]
  const { name: _, ...chosen } = presets.find(({ name }) => name === preset) ?? presets[0] ?? { name: '' }
  return { ...LOOKS.custom, ...chosen }
}
