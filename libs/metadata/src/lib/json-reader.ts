import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';

function invalid(what: string, wanted: string): VaultError {
  return new VaultError('ERR_TUF_METADATA_INVALID', `${what} is not ${wanted}`, { facts: { field: what } });
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** @throws ERR_TUF_METADATA_INVALID, as every function of this file, when the value has another shape. */
export function readObject(value: JsonValue | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw invalid(what, 'an object');
  return value;
}

export function readList(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  if (!isJsonList(value)) throw invalid(what, 'a list');
  return value;
}

export function readString(value: JsonValue | undefined, what: string): string {
  if (typeof value !== 'string') throw invalid(what, 'a string');
  return value;
}

/** A whole number from `least` up to 2^53 - 1. */
export function readInteger(value: JsonValue | undefined, what: string, least: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw invalid(what, `a whole number from ${least}`);
  }
  return value;
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Exactly `YYYY-MM-DDTHH:MM:SSZ` (specification 4.2.1), of a day that exists. */
export function readDateTime(value: JsonValue | undefined, what: string): Date {
  const text = readString(value, what);
  const date = new Date(text);
  if (!DATE_TIME.test(text) || Number.isNaN(date.getTime()) || encodeDateTime(date) !== text) {
    throw invalid(what, 'a date and time as YYYY-MM-DDTHH:MM:SSZ');
  }
  return date;
}

/** The specification's form: UTC, whole seconds. */
export function encodeDateTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The fields of `object` that are not in `known`. */
export function otherFields(object: JsonObject, known: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !known.includes(key)));
}

/** `{ extra }` where `object` holds fields that are not in `known`, else nothing: what is unknown survives an edit. */
export function extraOf(object: JsonObject, known: readonly string[]): { readonly extra?: JsonObject } {
  const isKnown = Object.keys(object).every((key) => known.includes(key));
  return isKnown ? NOTHING : { extra: otherFields(object, known) };
}

const NOTHING = {};
