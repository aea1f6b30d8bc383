/**
 * How Node runs the core. 32 MB for what is new, twice Node's own: an event has been handled, and is gone, before it would be moved to what is old.
 * At full speed the core takes a sixth less of the processor. scripts/container/Dockerfile says the same.
 */
export const CORE_FLAGS = ['--max-semi-space-size=32']
