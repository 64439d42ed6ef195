/**
 * Who asks for what is on its way already shares that one answer, or failure; who comes later asks anew.
 */
export function singleFlight<T>(
  flights: Map<string, Promise<T>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const flying = flights.get(key);
  if (flying !== undefined) return flying;
  const flight = work().finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}
