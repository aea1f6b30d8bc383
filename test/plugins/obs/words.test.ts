import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Health } from '../../../plugins/obs/overlays/health.ts'
import { remarksOn } from '../../../plugins/obs/overlays/words.ts'

const ALERTS: Health = { page: 'alerts/alerts', input: 'Alerts', where: 'shown', scene: 'Game', isMuted: false, width: 1920, height: 1080 }
const MEANT = [{ page: 'alerts/alerts', width: 1920, height: 1080 }]

function remark(health: Partial<Health>, language: 'en' | 'es' = 'en') {
  const [{ tone, text } = {}] = remarksOn([{ ...ALERTS, ...health }], { language, meant: MEANT })
  return `${tone}: ${text}`
}

test('an overlay that is on air and as it should be is green', () => {
  assert.equal(remark({}), 'green: in OBS, on air')
})

test('what is wrong is said in one line, in the language of the page', () => {
  assert.equal(remark({ where: 'hidden', scene: 'Gaming' }), 'gold: in OBS: hidden in scene Gaming')
  assert.equal(remark({ where: 'hidden', scene: 'Juego' }, 'es'), 'gold: en OBS: oculto en la escena Juego')
  assert.equal(remark({ where: 'elsewhere', scene: 'Talk' }), 'grey: in OBS: only in scene Talk')
  assert.equal(remark({ isMuted: true, width: 800, height: 600 }), 'gold: in OBS, on air · muted · 800 × 600, meant for 1920 × 1080')
})

test('of several sources with one page the one that is seen best counts', () => {
  const all = [{ ...ALERTS, where: 'nowhere' as const }, ALERTS, { ...ALERTS, where: 'hidden' as const }]
  assert.deepEqual(remarksOn(all, { language: 'en', meant: [] }), [{ page: 'alerts/alerts', tone: 'green', text: 'in OBS, on air' }])
})
