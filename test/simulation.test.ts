import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../core/base/errors.ts'
import { createSimulation } from '../core/desks/log/simulation.ts'
import type { SourceDoor } from '../core/ingest/source.ts'

test('V2: while very many events wait to be stored, who hands one in by the API is refused, and nothing is handed in', async () => {
  const handedIn: unknown[] = []
  const note = async (given: unknown) => void handedIn.push(given)
  const door: SourceDoor = { openSession: () => ({ sessionId: 's', number: 1, resumed: false }), ingest: note, closeSession: note }
  const simulation = createSimulation(door, () => {
    throw new HostError('OVERLOADED', 'Too many events wait to be stored')
  })
  await assert.rejects(simulation.simulate('chat', {}), { code: 'OVERLOADED' })
  assert.deepEqual(handedIn, [])
})
