import type { Host, Plugin } from '#sdk'
import { createModeration } from '#sdk/moderation'
import { saysNo } from '#sdk/says-no'
import { variable } from '#sdk/variable'
import { ALERT_OF, type Alert, type Words } from './alert.ts'
import { fit, hiddenOf } from './fit.ts'
import { goalAlert } from './goal.ts'
import { picturesOf, type Urls } from './pictures.ts'
import { type AlertKind, type AlertSettings, readSettings } from './settings.ts'
import { type Shoutout, shoutoutAlert } from './shoutout.ts'
import { LANGUAGES } from './texts.ts'

/** As many as the host keeps. */
const MAX_SENT = 128
/** The newest cards. */
let sent: readonly Alert[] = []
/** Cards whose words are being looked at. */
const looking = new Set<Alert>()
const moderation = createModeration()

/** Characters that name what a page acknowledges. */
const LONGEST_ACK = 256

export default {
  async start(host) {
    if ((await host.kv.get('paused')) === true) pause(host, true)
  },
  on: {
    gift(event, host) {
      const urls = { avatarUrl: event.user.avatarUrl, giftUrl: event.payload.giftImageUrl }
      return show('gift', host, urls, (settings) => (event.payload.coins < settings.minCoins ? undefined : ALERT_OF.gift(event, settings)))
    },
    tip(event, host) {
      const cents = event.value.amountCents ?? 0
      return show('tip', host, event.user, (settings) => (cents < settings.minTipCents ? undefined : ALERT_OF.tip(event, settings)))
    },
    subscribe: (event, host) => show('subscribe', host, event.user, (settings) => ALERT_OF.subscribe(event, settings)),
    follow: (event, host) => show('follow', host, event.user, (settings) => ALERT_OF.follow(event, settings)),
    share: (event, host) => show('share', host, event.user, (settings) => ALERT_OF.share(event, settings)),
    custom: (event, host) => show('goal', host, {}, (settings) => goalAlert(event, settings)),
    chatDeleted: ({ payload: { messageIds, userIds } }, host) => retract({ ids: messageIds, userIds }, host),
  },
  actions: {
    show: (shoutout: Shoutout, host) => publish(host, shoutoutAlert(shoutout, settingsOf(host))),
    skip: (_, host) => host.publish('control', { do: 'skip' }),
    clear(_, host) {
      host.publish('control', { do: 'clear' })
      takeBack(host, () => true)
    },
    retract: ({ ids = [], userIds = [] }: { ids?: string[]; userIds?: string[] }, host) => retract({ ids, userIds }, host),
    async pause(_, host) {
      await host.kv.set('paused', true)
      pause(host, true)
    },
    async resume(_, host) {
      await host.kv.set('paused', false)
      pause(host, false)
    },
  },
} satisfies Plugin

/** The card goes out once its words were looked at, and its pictures follow when they are there. */
async function show(kind: AlertKind, host: Host, urls: Urls | undefined, make: (settings: AlertSettings) => Alert | undefined) {
  const settings = settingsOf(host)
  const first = settings.kinds[kind] ? make(settings) : undefined
  if (!first) return
  looking.add(first)
  const hidden = await hiddenOf(first, moderation, host.actions)
  // It was taken back meanwhile.
  if (!looking.delete(first)) return
  const alert = fit(first, settings.texts, hidden)
  const words = otherWords(settings.language, (language) => {
    const there = settingsOf(host, language)
    const made = make(there)
    return made && fit(made, there.texts, hidden)
  })
  publish(host, { ...alert, ...(words && { words }) })
  if (!settings.pictures) return
  void picturesOf(alert.id, urls, host.actions).then((pictures) => pictures && host.publish('pictures', pictures, untilShown(alert)))
}

/** A page that OBS reloads before it has shown the card gets it again. */
function publish(host: Host, alert: Alert) {
  host.publish('alerts', alert, untilShown(alert))
  if (alert.id.length <= LONGEST_ACK) sent = [...sent.slice(1 - MAX_SENT), alert]
}

function retract(which: { readonly ids: readonly string[]; readonly userIds: readonly string[] }, host: Host) {
  host.publish('retract', which)
  takeBack(host, ({ id, userId = '' }) => which.ids.includes(id) || which.userIds.includes(userId))
}

/** Of cards that a page may not have shown yet: one that comes back does not get them. */
function takeBack(host: Host, isMeant: (alert: Alert) => boolean) {
  for (const alert of looking) if (isMeant(alert)) looking.delete(alert)
  for (const alert of sent.filter(isMeant)) for (const topic of ['alerts', 'pictures']) host.publish(topic, null, untilShown(alert))
  sent = sent.filter((alert) => !isMeant(alert))
}

const untilShown = ({ id }: Pick<Alert, 'id'>) => (id.length <= LONGEST_ACK ? { ack: id } : {})

/** What a card says in each language that the settings do not say; texts of the operator's own are the same in all. */
function otherWords(own: AlertSettings['language'], make: (language: AlertSettings['language']) => Alert | undefined): Alert['words'] {
  const others = LANGUAGES.filter((language) => language !== own)
  return Object.fromEntries(
    others.flatMap((language) => {
      const made = make(language)
      return made ? [[language, wordsOf(made)]] : []
    }),
  )
}

function wordsOf({ name, line, unit, unitOfOne }: Alert): Words {
  return { name, line, ...(unit !== undefined && { unit }), ...(unitOfOne !== undefined && { unitOfOne }) }
}

/** Pages that come later are to know it too; null is what nobody has to be told. */
const pause = (host: Host, isPaused: boolean) => host.publish('paused', isPaused || null, { retain: true })
const settingsOf = ({ settings }: Host, language = settings.language) =>
  readSettings({ ...settings, language }, { giftsOtherwise: !saysNo(variable('FEATURE_GIFT_NOTIFICATIONS')) })
