from weasyprint.css.counters import CounterStyle

UA_COUNTER_STYLE: CounterStyle
