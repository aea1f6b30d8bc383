import assert from 'node:assert/strict'
import { test } from 'node:test'
import { declaredOf } from '../../core/plugins/declared.ts'
import { EVENT_TYPES, type PluginManifest } from '../../schemas/types.ts'

const declared = (manifest: Partial<PluginManifest>) =>
  declaredOf({ id: 'some', name: 'Some', version: '1.0.0', subscriptions: [], ...manifest })

test('what a manifest subscribes to is called and wanted; of all events, none is wanted', () => {
  assert.deepEqual(declared({ subscriptions: [{ event: 'gift' }, { event: 'chat', enabled: false }] }).on, {
    called: ['chat', 'gift'],
    wanted: ['chat', 'gift'],
  })
  assert.deepEqual(declared({ subscriptions: [{ event: '*' }] }).on, { called: EVENT_TYPES, wanted: [] })
})

test('steps of a streak come to their own handler', () => {
  assert.deepEqual(declared({ subscriptions: [{ event: 'gift', streak: 'each' }] }).on.called, ['giftStreak'])
  assert.deepEqual(declared({ subscriptions: [{ event: 'gift', streak: 'both' }] }).on.called, ['gift', 'giftStreak'])
})

test('interceptors and actions are what the manifest names', () => {
  const { intercept, actions } = declared({ intercepts: [{ event: 'chat' }], actions: { say: {} } })
  assert.deepEqual(intercept, { called: ['chat'], wanted: ['chat'] })
  assert.deepEqual(actions, { called: ['say'], wanted: ['say'] })
})
