// Prints the requests that each method of gocloak sends: calls the method, and a local server records the requests.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"

	gocloak "MODULE"
)

const value = "why403"

// The members of structures are filled to these depths: some structures contain themselves, and some methods refuse lists as parameters.
var depths = []int{3, 1}

var sent []string

func record(response http.ResponseWriter, request *http.Request) {
	sent = append(sent, request.Method+" "+request.URL.Path)
	_, _ = io.Copy(io.Discard, request.Body)
	response.Header().Set("Content-Type", "application/json")
	response.Header().Set("Location", "/"+value)
	// Some methods read the server's version first.
	_, _ = io.WriteString(response, `{"systemInfo": {"version": "26.7.0"}}`)
}

// A value of the type in which nothing is empty, so that no method refuses its arguments.
func filled(kind reflect.Type, below int) reflect.Value {
	result := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.String:
		result.SetString(value)
	case reflect.Bool:
		result.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		result.SetInt(1)
	case reflect.Pointer:
		if below > 0 {
			target := reflect.New(kind.Elem())
			target.Elem().Set(filled(kind.Elem(), below-1))
			result.Set(target)
		}
	case reflect.Slice:
		if below > 0 {
			result.Set(reflect.Append(result, filled(kind.Elem(), below-1)))
		}
	case reflect.Map:
		if below > 0 {
			result.Set(reflect.MakeMap(kind))
		}
	case reflect.Struct:
		for index := range kind.NumField() {
			if kind.Field(index).IsExported() && below > 0 {
				result.Field(index).Set(filled(kind.Field(index).Type, below-1))
			}
		}
	}
	return result
}

func call(method reflect.Method, client *gocloak.GoCloak, depth int) (problem any) {
	defer func() {
		if found := recover(); found != nil {
			problem = found
		}
	}()
	arguments := []reflect.Value{reflect.ValueOf(client)}
	for index := 1; index < method.Type.NumIn(); index++ {
		kind := method.Type.In(index)
		if method.Type.IsVariadic() && index == method.Type.NumIn()-1 {
			kind = kind.Elem()
		}
		argument := filled(kind, depth)
		switch kind {
		case reflect.TypeFor[context.Context]():
			argument = reflect.ValueOf(context.Background())
		case reflect.TypeFor[io.Reader]():
			argument = reflect.ValueOf(strings.NewReader(value))
		}
		arguments = append(arguments, argument)
	}
	results := method.Func.Call(arguments)
	if len(results) > 0 {
		if err, isError := results[len(results)-1].Interface().(error); isError {
			return err
		}
	}
	return nil
}

func main() {
	server := httptest.NewServer(http.HandlerFunc(record))
	defer server.Close()
	kind := reflect.TypeOf(&gocloak.GoCloak{})
	for index := range kind.NumMethod() {
		method := kind.Method(index)
		sent = nil
		for _, depth := range depths {
			if len(sent) > 0 {
				break
			}
			if problem := call(method, gocloak.NewClient(server.URL), depth); problem != nil && len(sent) == 0 {
				fmt.Fprintf(os.Stderr, "%s: %v\n", method.Name, problem)
			}
		}
		fmt.Println(strings.Join(append([]string{method.Name}, sent...), "\t"))
	}
}
