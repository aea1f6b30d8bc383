import type { Health } from './health.ts'

/** How large the pages of the dashboard's links are meant to be. */
export type Meant = { readonly page: string; readonly width?: number; readonly height?: number }

/** What the dashboard says beside the link of a page. */
export type Remark = { readonly page: string; readonly tone: 'green' | 'gold' | 'grey'; readonly text: string }

const WORDS = {
  en: {
    shown: 'in OBS, on air',
    hidden: (scene: string) => `in OBS: hidden in scene ${scene}`,
    elsewhere: (scene: string) => `in OBS: only in scene ${scene}`,
    nowhere: 'in OBS, in no scene',
    muted: 'muted',
    size: (is: string, meant: string) => `${is}, meant for ${meant}`,
  },
  es: {
    shown: 'en OBS, en el aire',
    hidden: (scene: string) => `en OBS: oculto en la escena ${scene}`,
    elsewhere: (scene: string) => `en OBS: solo en la escena ${scene}`,
    nowhere: 'en OBS, en ninguna escena',
    muted: 'silenciado',
    size: (is: string, meant: string) => `${is}, pensado para ${meant}`,
  },
}

/** One remark a page; where it stands in OBS more than once, of the one that is seen best. */
export function remarksOn(
  all: readonly Health[],
  { language, meant }: { language: 'en' | 'es'; meant: readonly Meant[] },
): readonly Remark[] {
  const order = ['shown', 'hidden', 'elsewhere', 'nowhere']
  const best = new Map<string, Health>()
  for (const one of [...all].sort((a, b) => order.indexOf(b.where) - order.indexOf(a.where))) best.set(one.page, one)
  return [...best.values()].map((one) =>
    remarkOn(
      one,
      WORDS[language],
      meant.find(({ page }) => page === one.page),
    ),
  )
}

function remarkOn(
  { page, where, scene = '', isMuted, width, height }: Health,
  words: (typeof WORDS)['en'],
  meant: Meant | undefined,
): Remark {
  const place = { shown: words.shown, hidden: words.hidden(scene), elsewhere: words.elsewhere(scene), nowhere: words.nowhere }[where]
  const isOther = meant?.width !== undefined && meant.height !== undefined && (meant.width !== width || meant.height !== height)
  const faults = [
    ...(isMuted ? [words.muted] : []),
    ...(isOther ? [words.size(`${width} × ${height}`, `${meant.width} × ${meant.height}`)] : []),
  ]
  const isGood = where === 'shown' && faults.length === 0
  return { page, tone: isGood ? 'green' : where === 'shown' || where === 'hidden' ? 'gold' : 'grey', text: [place, ...faults].join(' · ') }
}
