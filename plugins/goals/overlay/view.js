// @ts-check
import { drawBar } from './bar.js'
import { throwBurst } from './burst.js'

/**
 * @typedef {import('../view.ts').GoalView} GoalView
 * @typedef {import('../settings.ts').GoalSettings} GoalSettings
 */

/** A bar for each goal, in their order. @param {HTMLElement} stage */
export function createGoalsView(stage) {
  /** @type {Map<string, ReturnType<typeof drawBar>>} */
  const bars = new Map()
  /** @type {ReadonlySet<string>} */
  let wanted = new Set()
  let celebrates = true

  /** @param {readonly GoalView[]} goals @param {Pick<GoalSettings, 'language' | 'celebrate'>} how */
  function show(goals, { language, celebrate: isOn }) {
    celebrates = isOn
    wanted = new Set(goals.map(({ id }) => id))
    for (const [id, bar] of bars) if (!wanted.has(id) && !bar.isCelebrating()) remove(id)
    for (const goal of goals) {
      const bar = bars.get(goal.id) ?? drawBar()
      bars.set(goal.id, bar)
      bar.write(goal, language)
      // Put in anew only where it stands elsewhere, so that it does not arrive again.
      const place = stage.children[goals.indexOf(goal)] ?? null
      if (place !== bar.element) stage.insertBefore(bar.element, place)
    }
  }

  /** @param {string} id */
  function remove(id) {
    bars.get(id)?.element.remove()
    bars.delete(id)
  }

  /** What was reached stays until its light has gone out. @param {string} id */
  function celebrate(id) {
    const bar = bars.get(id)
    if (!bar || !celebrates) return
    bar.celebrate(() => !wanted.has(id) && remove(id))
    throwBurst(bar.element)
  }

  function clear() {
    for (const id of [...bars.keys()]) remove(id)
  }

  return { show, celebrate, clear }
}
