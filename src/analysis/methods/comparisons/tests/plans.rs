//! Comparators and targets, as delivery plans have them.

use jiff::civil::date;

use super::ask::{Question, cell, noon, number, spot, squares};
use crate::analysis::methods::{Cell, Report};
use crate::base::Date;
use crate::data::{AttributeKind, Dataset};

const GROUP: &str = "
    measure,force,period,count,population,solved
    Robbery,Northshire,2022/23,500,500000,50
    Robbery,Eastshire,2022/23,800,1000000,
    Robbery,Westshire,2022/23,240,200000,
    Robbery,Northshire,2023/24,450,500000,54
    Robbery,Eastshire,2023/24,700,1000000,70
    Robbery,Westshire,2023/24,260,200000,26";

#[test]
fn a_table_compares_the_own_force_with_the_others() {
    let data = Dataset::from_points([(0.0, 0.0, noon(date(2024, 1, 1)), "Burglary")]);
    let report = Question::of(&data)
        .table("table", GROUP)
        .text("own", "northshire")
        .ask("comparator")
        .unwrap();
    let table = &report.tables[0];
    assert_eq!(table.rows.len(), 2);
    // Eastshire 0.7 and Westshire 1.3 for 1,000.
    assert!((number(table, "2023/24", "group_rate") - 1.0).abs() < 1e-12);
    assert!((number(table, "2023/24", "rate") - 0.9).abs() < 1e-12);
    assert!((number(table, "2023/24", "difference_percent") + 10.0).abs() < 1e-9);
    assert!((number(table, "2023/24", "change_percent") + 10.0).abs() < 1e-9);
    assert_eq!(number(table, "2023/24", "rank"), 2.0);
    assert!((number(table, "2023/24", "solved_percent") - 12.0).abs() < 1e-9);
    assert!((number(table, "2023/24", "group_solved_percent") - 10.0).abs() < 1e-9);
    assert_eq!(cell(table, "2022/23", "change_percent"), Cell::None);
    assert_eq!(cell(table, "2022/23", "group_solved_percent"), Cell::None);
    assert!(report.headline.contains("−10.0 %"), "{}", report.headline);
    assert_eq!(report.plots.len(), 1);
    let pooled = Question::of(&data)
        .table("table", GROUP)
        .text("own", "Northshire")
        .text("average", "pooled")
        .ask("comparator")
        .unwrap();
    assert!((number(&pooled.tables[0], "2023/24", "group_rate") - 0.8).abs() < 1e-12);
}

/// Robberies, so many on each first of a month, from April 2022 on.
fn robberies(monthly: &[usize]) -> Dataset {
    let months = monthly.iter().enumerate().flat_map(|(month, &count)| {
        let day = date(2022, 4, 1).saturating_add(jiff::Span::new().months(month as i64));
        (0..count).map(move |n| (n, day))
    });
    let mut points: Vec<(usize, Date, &str)> = months.map(|(n, day)| (n, day, "Robbery")).collect();
    // Others tell how far the data reach.
    let end = date(2022, 4, 1).saturating_add(jiff::Span::new().months(monthly.len() as i64));
    points.push((0, date(2022, 4, 1), "Burglary"));
    points.push((1, end.yesterday().unwrap(), "Burglary"));
    Dataset::from_points(points.into_iter().map(|(n, day, category)| {
        let (x, y) = spot(0, n);
        (x, y, noon(day), category)
    }))
}

#[test]
fn the_data_stand_for_the_own_force_where_none_is_named() {
    let data = robberies(&[10; 24]).with_attribute(AttributeKind::Outcome, "Outcome", |line| {
        let solved = line.is_multiple_of(5);
        if solved {
            "Suspect charged"
        } else {
            "Under investigation"
        }
        .to_owned()
    });
    let asked = || Question::of(&data).table("table", GROUP);
    let report = asked()
        .count("own-population", 100_000)
        .ask("comparator")
        .unwrap();
    let table = &report.tables[0];
    assert_eq!(number(table, "2022/23", "count"), 120.0);
    assert!((number(table, "2023/24", "rate") - 1.2).abs() < 1e-12);
    // Northshire is one of the others now: 0.9, 0.7 and 1.3 for 1,000.
    assert!((number(table, "2023/24", "group_rate") - 2.9 / 3.0).abs() < 1e-12);
    assert_eq!(number(table, "2023/24", "forces"), 3.0);
    let solved = number(table, "2023/24", "solved_percent");
    assert!((solved - 20.0).abs() < 1.0, "{solved}");
    assert!(asked().refused("comparator").contains("--own-population"));
    let areas = squares(&[("A", Some(60_000.0)), ("B", Some(40_000.0))]);
    let with_areas = data.clone().with_areas(areas);
    let by_areas = Question::of(&with_areas)
        .table("table", GROUP)
        .ask("comparator")
        .unwrap();
    assert_eq!(by_areas.tables, report.tables);
}

#[test]
fn what_the_data_do_not_cover_is_left_out_and_said() {
    let data = robberies(&[10; 18]);
    let asked = Question::of(&data)
        .table("table", GROUP)
        .count("own-population", 1000);
    let report = asked.ask("comparator").unwrap();
    assert_eq!(report.tables[0].rows.len(), 1);
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("do not cover the period \"2023/24\""))
    );
    let other = GROUP.replace("Robbery", "Kidnap");
    let refused = Question::of(&data)
        .table("table", &other)
        .count("own-population", 1000)
        .refused("comparator");
    assert!(
        refused.contains("nothing called \"Kidnap\"") && refused.contains("--own"),
        "{refused}"
    );
}

#[test]
fn tables_with_faults_are_refused_with_the_line() {
    let data = robberies(&[1; 12]);
    let head = "measure,force,period,count,population,solved\n";
    for (row, part) in [
        (
            "Robbery,A,2024,ten,100,",
            "line 2, column \"count\": \"ten\" is no number",
        ),
        (
            "Robbery,A,2024,10,,",
            "column \"population\": a number from 0 up",
        ),
        ("Robbery,A,2024,10,0,", "residents are more than 0"),
        ("Robbery,A,2024,10,100,11", "no more can be solved"),
        ("Robbery,A,2024,1,9,\nrobbery,a,2024,1,9,", "line 3"),
    ] {
        let asked = Question::of(&data).table("table", &format!("{head}{row}"));
        let refused = asked.text("own", "A").refused("comparator");
        assert!(refused.contains(part), "{refused}");
    }
    let asked = || Question::of(&data).table("table", GROUP);
    assert!(
        asked()
            .text("own", "Southshire")
            .refused("comparator")
            .contains("Westshire")
    );
    let missing = Question::of(&data).table("table", "measure,force\nx,y");
    assert!(
        missing
            .refused("comparator")
            .contains("no column \"period\"")
    );
    assert!(
        Question::of(&data)
            .refused("comparator")
            .contains("--table is needed")
    );
    for (row, part) in [
        ("Robbery,24,5", "no year"),
        ("Robbery,2024,few", "no target"),
        ("Robbery,2024,5\nRobbery,2024,6", "that year already"),
    ] {
        let asked = Question::of(&data).table("table", &format!("measure,year,target\n{row}"));
        let refused = asked.refused("targets");
        assert!(refused.contains(part), "{refused}");
    }
}

/// Two whole years of 12, 8, … robberies a month, then half a year at nine tenths.
fn with_half_a_year() -> Dataset {
    let year = [12, 8, 10, 14, 6, 10, 20, 10, 10, 10, 5, 5];
    let year: [usize; 12] = year.map(|count| count * 10);
    let half: Vec<usize> = year[..6].iter().map(|count| count * 9 / 10).collect();
    robberies(&[&year[..], &year[..], &half].concat())
}

fn targets(data: &Dataset, table: &str) -> Report {
    Question::of(data)
        .table("table", table)
        .ask("targets")
        .unwrap()
}

#[test]
fn a_year_is_projected_by_the_same_days_of_earlier_ones() {
    let data = with_half_a_year();
    let report = targets(
        &data,
        "measure,year,target
         Robbery,2022/23,
         Robbery,2023/24,1200
         Robbery,2024/25,-30%
         Robbery,2025/26,-50%",
    );
    let table = &report.tables[0];
    assert_eq!(number(table, "2022/23", "actual"), 1200.0);
    assert_eq!(cell(table, "2022/23", "role"), Cell::from("baseline"));
    assert_eq!(cell(table, "2023/24", "track"), Cell::from("met"));
    assert_eq!(number(table, "2024/25", "actual"), 540.0);
    assert!((number(table, "2024/25", "share_by_now_percent") - 50.0).abs() < 1e-9);
    assert!((number(table, "2024/25", "projected") - 1080.0).abs() < 1e-9);
    assert!((number(table, "2024/25", "change_percent") + 10.0).abs() < 1e-9);
    assert_eq!(number(table, "2024/25", "target"), 840.0);
    assert_eq!(cell(table, "2024/25", "track"), Cell::from("off track"));
    assert!((number(table, "2024/25", "above_target") - 240.0).abs() < 1e-9);
    assert_eq!(cell(table, "2025/26", "track"), Cell::from("not known yet"));
    assert_eq!(cell(table, "2025/26", "actual"), Cell::None);
    assert!(
        report.headline.contains("2024/25: 540 so far, about 1,080"),
        "{}",
        report.headline
    );
    let low = number(table, "2024/25", "projected_low");
    let high = number(table, "2024/25", "projected_high");
    // Of 540 and 540 to come, with two years of 1,200 behind: √(2/540 + 2/1200) = 0.0733.
    let factor = (1.959_963_985 * 0.073_282_f64).exp();
    assert!(
        (low - (540.0 + 540.0 / factor)).abs() < 0.1
            && (high - (540.0 + 540.0 * factor)).abs() < 0.1
    );
}

#[test]
fn targets_are_judged_by_the_interval_and_by_what_is_passed() {
    let data = with_half_a_year();
    let track = |target: &str| {
        let report = targets(
            &data,
            &format!("measure,year,target\nRobbery,2024/25,{target}"),
        );
        cell(&report.tables[0], "2024/25", "track")
    };
    assert_eq!(track("1300"), Cell::from("on track"));
    assert_eq!(track("1080"), Cell::from("too close to call"));
    assert_eq!(track("900"), Cell::from("off track"));
    assert_eq!(track("500"), Cell::from("off track"));
    // A share of a baseline that is not over says nothing.
    assert_eq!(track("-5%"), Cell::None);
}

#[test]
fn years_the_data_do_not_hold_may_be_written() {
    let data = with_half_a_year();
    let report = targets(
        &data,
        "measure,year,target,actual
         Robbery,2021/22,,1500
         Robbery,2023/24,1100,
         Robbery,2024/25,-20%,",
    );
    let table = &report.tables[0];
    assert_eq!(number(table, "2024/25", "target"), 1200.0);
    assert_eq!(cell(table, "2023/24", "track"), Cell::from("missed"));
    let filtered = Question::of(&data).table("table", "measure,year,target\nall,2023/24,1200");
    // "All" is what the filter lets pass: the burglary of April 2022 is not in that year.
    let all = filtered.ask("targets").unwrap();
    assert_eq!(number(&all.tables[0], "2023/24", "actual"), 1200.0);
    let nothing = Question::of(&data).table("table", "measure,year,target\nRobbery,2019/20,5");
    assert!(
        nothing
            .refused("targets")
            .contains("2022-04-01 to 2024-09-30")
    );
}
