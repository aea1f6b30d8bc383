import { existsSync } from 'node:fs'

// Debian calls it minetest until version 12; its program in /usr/games writes a log of the system's, so the one behind it is run.
const PLACES = ['/usr/lib/luanti/luantiserver', '/usr/lib/minetest/minetestserver', '/usr/bin/luantiserver', '/usr/bin/minetestserver']

/** The program of a Luanti server, wherever distributions put it; undefined when there is none. */
export function findLuanti() {
  return PLACES.find((place) => existsSync(place))
}
