import type { Policy } from './policy.ts';

/**
 * One policy of several, the outermost first: host, then tenant. What the host blocks stays blocked, whatever stands in
 * the others: an inner policy adds denies and lowers limits, and its exceptions reach only what it forbids by itself.
 */
export function combinePolicies(outermost: Policy, ...inner: readonly Policy[]): Policy {
  return inner.reduce((outer, policy) => within(policy, outer), outermost);
}

function within(policy: Policy, outer: Policy): Policy {
  return { ...policy, outer: policy.outer === undefined ? outer : within(policy.outer, outer) };
}
