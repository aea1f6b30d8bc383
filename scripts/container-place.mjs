import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with a small Debian in which a Docker Engine is installed, whether it is there or not. */
export const CONTAINER_ROOT = fileURLToPath(new URL('../node_modules/.cache/showrunner/container', import.meta.url))

/** In that folder: what the image of Showrunner is built upon, as a file that `docker import` takes, since tests reach no registry of images. */
export const BASE_IMAGE = '/base.tar'

const PROGRAMS = ['usr/sbin/dockerd', 'usr/bin/docker', 'usr/libexec/docker/cli-plugins/docker-compose', BASE_IMAGE, 'ready']

/** Whether the tests in test/container have what they need. */
export function hasContainers() {
  return PROGRAMS.every((file) => existsSync(join(CONTAINER_ROOT, file)))
}
