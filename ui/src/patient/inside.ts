// The visit and its screens: everything that the first screen can do without. Loaded by `doorway.svelte.ts`.
export { PatientVisit } from './patient.svelte';
export { default as Screens } from './Screens.svelte';
