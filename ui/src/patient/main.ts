// The patient’s page: everything from the link to the goodbye.
import '$lib/styles/base.css';
import './patient.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { PatientVisit } from './patient.svelte';

const target = document.getElementById('app');
if (target) {
  const visit = new PatientVisit(location.hash);
  mount(App, { target, props: { visit } });
  visit.begin();
}
