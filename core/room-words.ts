import type { RoomFact, StoreRoom } from './store/store.ts'

const MEBIBYTE = 1024 * 1024

const WORDS: Readonly<Record<StoreRoom, string>> = {
  short: 'The disk is full. Gifts and chats are still kept, in a reserve; likes and joins go on, but are not kept. Free some space.',
  full: 'The disk is full, and the reserve is used up: gifts and chats wait in memory. Free some space now.',
  enough: 'The disk has room again; everything is kept.',
}

/** Tells the streamer of each change of the room on the disk once, in plain words. */
export function tellRoom(say: (sentence: string) => void): (fact: RoomFact) => void {
  return (fact) => say(fact.kind === 'low' ? lowWords(fact.freeBytes) : WORDS[fact.kind])
}

const lowWords = (freeBytes: number) =>
  `The disk is nearly full: ${Math.floor(freeBytes / MEBIBYTE)} MB are left for what happens on your live. Below 128 MB plugins write no more files, and speech falls silent. Free some space.`
