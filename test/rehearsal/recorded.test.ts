import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fixtureOf, recordedEvents } from '../../core/rehearsal/events.ts'
import { createFolder } from '../support/folder.ts'

test('events are read of what npm start -- --json wrote, with npm’s own lines before it, and a line that is none is named', async () => {
  const file = join(createFolder(), 'live.ndjson')
  const gift = await fixtureOf('gift')
  const banner = '\n> showrunner@0.1.0 start\n> node scripts/run.mjs core/main.ts start --json\n'
  await writeFile(file, `${banner}\n{"say":"Session 1: Demo"}\n${JSON.stringify({ event: gift })}\n{"say":"Stopped."}\n`)
  assert.deepEqual(await recordedEvents(file), [gift])
  await writeFile(file, `${JSON.stringify(gift)}\nnothing\n`)
  await assert.rejects(recordedEvents(file), { code: 'EVENT_INVALID', message: `${file}:2 is not JSON` })
})
