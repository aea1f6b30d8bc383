import { problemResponse } from '#sdk/problem'
import type { Animations, Wanted } from './animations.ts'
import { TYPES } from './looks.ts'

/** What the routes of the manifest answer, which has looked at the body. */
export async function answerAnimations(request: Request, animations: Animations): Promise<Response> {
  if (request.method === 'GET') return Response.json({ types: TYPES, presets: animations.presets() })
  const wanted = (await request.json()) as Wanted // As its schema says.
  if (wanted.preset !== undefined && !animations.presets().includes(wanted.preset)) return unknownPreset(wanted.preset)
  const { id, type } = animations.trigger(wanted)
  return Response.json({ id, type }, { status: 202 })
}

function unknownPreset(preset: string): Response {
  const detail = `There is no preset "${preset}"; the setting animationPresets has their names`
  return problemResponse({ status: 404, title: 'There is no such preset', code: 'PRESET_UNKNOWN', detail })
}
