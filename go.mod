module github.com/outflow-pay/outflow

go 1.26
