// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { wordsOf } from './words.js'

/** @typedef {import('../view.ts').GoalView} GoalView */

/** One goal: its title, how far it is, and a bar that fills up. */
export function drawBar() {
  const card = element('article', 'goal')
  const title = element('p', 'title')
  const figures = element('p', 'figures')
  const percent = element('p', 'percent')
  const fill = element('div', 'fill')
  const track = element('div', 'track')
  const head = element('div', 'head')
  track.append(fill, percent)
  head.append(title, figures)
  card.append(head, track)

  /** @param {GoalView} goal @param {'en' | 'es'} language */
  function write(goal, language) {
    const { soFar, target, percentage, reached } = wordsOf(goal, language)
    title.replaceChildren(text('span', 'words', goal.title))
    figures.replaceChildren(text('b', 'so-far', soFar), text('span', 'of', ` / ${target}`))
    percent.textContent = goal.completedAt ? reached : percentage
    card.classList.toggle('reached', goal.completedAt !== undefined)
    fill.style.transform = `translateX(${Math.min(100, (goal.current / goal.target) * 100) - 100}%)`
  }

  /** @param {() => void} ended */
  function celebrate(ended) {
    card.classList.add('celebrating')
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const light = card.animate(calm ? [] : [{ filter: 'brightness(1.7)' }, { filter: 'brightness(1)' }], {
      duration: 4000,
      easing: 'ease-out',
    })
    light.onfinish = () => {
      card.classList.remove('celebrating')
      ended()
    }
  }

  return { element: card, write, celebrate, isCelebrating: () => card.classList.contains('celebrating') }
}
